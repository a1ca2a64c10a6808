/** What {@code middleman doctor} looks at, and how it tells. Looks, and changes nothing. */
package dev.middleman.launcher.doctor;
