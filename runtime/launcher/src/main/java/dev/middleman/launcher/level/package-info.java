/** How little a run leaves behind: the levels, and what decides between them. Pure; reads nothing itself. */
package dev.middleman.launcher.level;
