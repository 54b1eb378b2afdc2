/**
 * Parts that all commands share: {@link dev.katong.cli.console.OptionType} reads options, {@link
 * dev.katong.cli.console.Failures} words failures, {@link dev.katong.cli.console.StatusLine} shows
 * progress.
 */
@NullMarked
package dev.katong.cli.console;

import org.jspecify.annotations.NullMarked;
