@NullMarked
package dev.katong.train.learn;

import org.jspecify.annotations.NullMarked;
