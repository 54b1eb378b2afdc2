/** Parts of every training: the step, the schedule, the checkpoint. */
@NullMarked
package dev.katong.train.learn;

import org.jspecify.annotations.NullMarked;
