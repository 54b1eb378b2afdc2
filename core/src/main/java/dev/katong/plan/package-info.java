/**
 * The plan of a picture, with tiles and memory: start with {@link dev.katong.plan.Planner} and
 * {@link dev.katong.plan.TileGrid}.
 */
@NullMarked
package dev.katong.plan;

import org.jspecify.annotations.NullMarked;
