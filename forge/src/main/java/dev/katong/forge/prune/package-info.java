/**
 * Makes networks smaller by removing channels of little weight and all that depends on them. Start
 * with {@link dev.katong.forge.prune.Pruning} and {@link dev.katong.forge.prune.ChannelGroups}.
 */
@NullMarked
package dev.katong.forge.prune;

import org.jspecify.annotations.NullMarked;
