package dev.middleman.expiry;

import dev.middleman.api.time.Deadline;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;

/**
 * Tasks that wait for their time, the earliest first; tasks due at the same time in the order in which they came.
 * Thread-safe: every method holds the heap's monitor for at most a few dozen comparisons, and no task runs under it.
 *
 * <p>A binary heap whose entries know their place, so that a cancelled task is forgotten at once in logarithmic time.
 * Most deadlines of a node are cancelled (an answer came in time): a queue that only marks them would keep them, and
 * whatever they hold, until their time.
 */
final class DeadlineHeap {

    private static final int FIRST_CAPACITY = 64;

    private final int limit;
    private Entry[] heap = new Entry[FIRST_CAPACITY];
    private int size;
    private long sequence;
    private boolean closed;

    /** @param limit the most tasks that may wait */
    DeadlineHeap(int limit) {
        this.limit = limit;
    }

    /** @throws RejectedExecutionException when the heap is full or closed */
    synchronized Deadline add(long dueNs, Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the expiry service has stopped");
        }
        if (size == limit) {
            throw new RejectedExecutionException(limit + " tasks wait already");
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, Math.min(limit, heap.length * 2));
        }
        Entry entry = new Entry(dueNs, sequence++, task);
        siftUp(entry, size++);
        return entry;
    }

    /** A mark for {@link #takeDue}: tasks added from now on lie behind it. */
    synchronized long mark() {
        return sequence;
    }

    /**
     * Takes the earliest task that is due and was added before the mark, so that a task which asks for another one "at
     * once" cannot keep the thread in one turn for ever.
     *
     * @return the task, or {@code null} when none is due
     */
    synchronized Runnable takeDue(long nowNs, long mark) {
        if (size == 0 || heap[0].dueNs - nowNs > 0 || heap[0].sequence >= mark) {
            return null;
        }
        Entry entry = heap[0];
        entry.started = true;
        return remove(entry);
    }

    /** How many tasks wait. */
    synchronized int waiting() {
        return size;
    }

    /** Forgets every task and accepts no more. */
    synchronized void close() {
        closed = true;
        while (size > 0) {
            remove(heap[size - 1]);
        }
        heap = new Entry[0];
    }

    private Runnable remove(Entry entry) {
        int place = entry.place;
        Entry last = heap[--size];
        heap[size] = null;
        if (entry != last) {
            siftDown(last, place);
            if (heap[place] == last) {
                siftUp(last, place);
            }
        }
        Runnable task = entry.task;
        entry.place = Entry.NOWHERE;
        entry.task = null;
        return task;
    }

    private void siftUp(Entry entry, int from) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (heap[parent].before(entry)) {
                break;
            }
            put(heap[parent], place);
            place = parent;
        }
        put(entry, place);
    }

    private void siftDown(Entry entry, int from) {
        int place = from;
        for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && heap[child + 1].before(heap[child])) {
                child++;
            }
            if (entry.before(heap[child])) {
                break;
            }
            put(heap[child], place);
            place = child;
        }
        put(entry, place);
    }

    private void put(Entry entry, int place) {
        heap[place] = entry;
        entry.place = place;
    }

    /** One waiting task; every field is guarded by the heap's monitor. */
    private final class Entry implements Deadline {

        private static final int NOWHERE = -1;

        private final long dueNs;
        private final long sequence;
        private Runnable task;
        private int place = NOWHERE;
        private boolean started;

        Entry(long dueNs, long sequence, Runnable task) {
            this.dueNs = dueNs;
            this.sequence = sequence;
            this.task = task;
        }

        /** Compares by difference, since the origin of monotonic time may lie anywhere. */
        boolean before(Entry other) {
            long difference = dueNs - other.dueNs;
            return difference < 0 || difference == 0 && sequence < other.sequence;
        }

        @Override
        public boolean cancel() {
            synchronized (DeadlineHeap.this) {
                if (place != NOWHERE) {
                    remove(this);
                }
                return !started;
            }
        }
    }
}
