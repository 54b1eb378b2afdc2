/**
 * The HTTP service: start with {@link dev.katong.server.KatongServer} and {@link
 * dev.katong.server.ServerSettings}.
 */
@NullMarked
package dev.katong.server;

import org.jspecify.annotations.NullMarked;
