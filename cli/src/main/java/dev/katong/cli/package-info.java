/**
 * The katong command: start with {@link dev.katong.cli.Main}; each group of subcommands is a
 * package of its own, and {@link dev.katong.cli.console} holds what they share.
 */
@NullMarked
package dev.katong.cli;

import org.jspecify.annotations.NullMarked;
