/** Whether a node is alive, ready and drained, as Felix Health Checks. Names middle-men and sums, nothing of peers. */
package dev.middleman.health;
