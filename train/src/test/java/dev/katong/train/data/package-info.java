@NullMarked
package dev.katong.train.data;

import org.jspecify.annotations.NullMarked;
