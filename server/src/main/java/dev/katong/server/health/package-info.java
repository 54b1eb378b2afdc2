/**
 * Whether the service lives and takes requests: start with {@link
 * dev.katong.server.health.Liveness} and {@link dev.katong.server.health.Stopping}.
 */
@NullMarked
package dev.katong.server.health;

import org.jspecify.annotations.NullMarked;
