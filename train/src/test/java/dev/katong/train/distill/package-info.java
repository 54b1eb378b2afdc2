@NullMarked
package dev.katong.train.distill;

import org.jspecify.annotations.NullMarked;
