@org.jspecify.annotations.NullMarked
package dev.katong.server;
