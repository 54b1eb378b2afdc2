/**
 * Limits on the time and the data of a client's connection: start with {@link
 * dev.katong.server.connection.ConnectionConfiguration}.
 */
@NullMarked
package dev.katong.server.connection;

import org.jspecify.annotations.NullMarked;
