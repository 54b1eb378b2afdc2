/** The katong command: start with {@link dev.katong.cli.Main}; each subcommand is a class. */
@NullMarked
package dev.katong.cli;

import org.jspecify.annotations.NullMarked;
