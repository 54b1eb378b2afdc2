package dev.katong.forge.prune;

/** How the channels of an operator's results go with those of what it takes. */
interface ChannelRule {
  void follow(Visit visit);
}
