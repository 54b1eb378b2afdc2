/**
 * The requirements for running a finished network in tiles, derived from its graph and confirmed by
 * experiment. Start with {@link dev.katong.forge.analysis.NetworkAnalysis} and {@link
 * dev.katong.forge.analysis.TilingExperiment}.
 */
@NullMarked
package dev.katong.forge.analysis;

import org.jspecify.annotations.NullMarked;
