@NullMarked
package dev.katong.server.room;

import org.jspecify.annotations.NullMarked;
