/** Where pictures are drawn for others: start with {@link dev.katong.server.room.EngineRoom}. */
@NullMarked
package dev.katong.server.room;

import org.jspecify.annotations.NullMarked;
