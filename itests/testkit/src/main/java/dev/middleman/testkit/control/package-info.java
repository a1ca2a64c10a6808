/** What tests of the control protocol need over and over. */
package dev.middleman.testkit.control;
