/**
 * How long and with how much a client may hold a connection: start with {@link
 * dev.katong.server.connection.ConnectionConfiguration}.
 */
@NullMarked
package dev.katong.server.connection;

import org.jspecify.annotations.NullMarked;
