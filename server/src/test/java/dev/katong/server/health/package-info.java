@NullMarked
package dev.katong.server.health;

import org.jspecify.annotations.NullMarked;
