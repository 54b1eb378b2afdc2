package dev.katong.forge.prune.channel;

/** Relates the channels of an operator's outputs to those of its inputs. */
interface ChannelRule {
  void follow(Visit visit);
}
