/**
 * Networks and the engine that runs them: start with {@link dev.katong.network.Network}; {@link
 * dev.katong.network.Engine} holds what all sessions share.
 */
@NullMarked
package dev.katong.network;

import org.jspecify.annotations.NullMarked;
