/**
 * Access to the service: start with {@link dev.katong.server.security.SecurityConfiguration} for
 * the rules and {@link dev.katong.server.security.KeysFile} for the keys.
 */
@NullMarked
package dev.katong.server.security;

import org.jspecify.annotations.NullMarked;
