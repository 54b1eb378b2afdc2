/**
 * Follows channels through a network, from the convolutions that give them to all that takes them,
 * and removes some. Start with {@link dev.katong.forge.prune.channel.ChannelWalk}, which finds out
 * what depends on what, and {@link dev.katong.forge.prune.channel.Removal}.
 */
@NullMarked
package dev.katong.forge.prune.channel;

import org.jspecify.annotations.NullMarked;
