/**
 * Health of the service, and its end: start with {@link dev.katong.server.health.Liveness} and
 * {@link dev.katong.server.health.Stopping}.
 */
@NullMarked
package dev.katong.server.health;

import org.jspecify.annotations.NullMarked;
