package dev.middleman.transport.ffm;

import dev.middleman.api.transport.Lane;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * What other threads want of a lane's thread: commands, answers, another way to idle, and its end. Thread-safe but for {@link
 * #next}, {@link #refuse} and {@link #accept}, which are the lane's thread's.
 */
final class Orders {
    private final BlockingQueue<Runnable> commands = new ArrayBlockingQueue<>(Lane.MAX_QUEUED_COMMANDS);
    private final Errand errand = new Errand(this::wakeUp);
    private boolean refusing;
    private volatile boolean closing;
    private volatile Idle idle = Idle.BLOCK;
    private volatile Wakeup wakeup;

    Errand errand() {
        return errand;
    }

    /** Answers false when it will not run: too many wait, or the lane takes no more. */
    boolean offer(Runnable command) {
        synchronized (commands) {
            if (refusing || !commands.offer(command)) {
                return false;
            }
        }
        wakeUp();
        return true;
    }

    /** Whether commands are refused, whatever their number. */
    boolean refuses() {
        synchronized (commands) {
            return refusing;
        }
    }

    void close() {
        refuse();
        closing = true;
        wakeUp();
    }

    boolean closing() {
        return closing;
    }

    void setIdle(Idle strategy) {
        idle = strategy;
        wakeUp();
    }

    Idle idle() {
        return idle;
    }

    /** There is nobody to wake before the thread has begun. */
    void wakeUp() {
        Wakeup waker = wakeup;
        if (waker != null) {
            waker.wake();
        }
    }

    /** From now on the thread waits for this. */
    void wakeBy(Wakeup waker) {
        wakeup = waker;
    }

    /** Takes no more commands; those that were taken stay. */
    void refuse() {
        synchronized (commands) {
            refusing = true;
        }
    }

    /** Takes commands again, unless the lane has been told to close. */
    void accept() {
        synchronized (commands) {
            refusing = closing;
        }
    }

    /** How many commands wait. */
    int waiting() {
        return commands.size();
    }

    /** The next command, or {@code null}. */
    Runnable next() {
        return commands.poll();
    }
}
