namespace Cohort.Simulation.Worlds;

/// <summary>
/// What is going to happen, earliest first; of two things at one moment, the one that was scheduled first. That makes
/// the order total, and with it every run repeatable. A heap with four children to a node: fewer cache misses than two.
/// What happens stands apart from when, in a slot: entries that hold no reference are moved without telling the garbage
/// collector.
/// </summary>
internal sealed class EventQueue
{
    private const int Children = 4;

    private Entry[] _heap = new Entry[1024];
    private Event[] _slots = new Event[1024];
    private int[] _free = new int[1024];
    private int _slotsUsed;
    private long _sequence;

    private readonly record struct Entry(long Time, long Sequence, int Slot)
    {
        public bool IsBefore(in Entry other) => Time != other.Time ? Time < other.Time : Sequence < other.Sequence;
    }

    /// <summary>One scheduled event.</summary>
    public readonly record struct Event(long Time, IHappening What, long Tag);

    /// <summary>How many events are waiting.</summary>
    public int Count { get; private set; }

    /// <summary>Schedules an event.</summary>
    public void Add(long time, IHappening what, long tag)
    {
        if (Count == _heap.Length)
            Grow();
        // Of the slots that were ever used, those that no event waits in are free.
        int slot = _slotsUsed == Count ? _slotsUsed++ : _free[_slotsUsed - Count - 1];
        _slots[slot] = new Event(time, what, tag);
        Entry entry = new(time, _sequence++, slot);
        int index = Count++;
        while (index > 0)
        {
            int parent = (index - 1) / Children;
            if (!entry.IsBefore(_heap[parent]))
                break;
            _heap[index] = _heap[parent];
            index = parent;
        }

        _heap[index] = entry;
    }

    /// <summary>Takes the earliest event out.</summary>
    public bool TryTake(out Event earliest)
    {
        if (Count == 0)
        {
            earliest = default;
            return false;
        }

        int slot = _heap[0].Slot;
        earliest = _slots[slot];
        _slots[slot] = default;
        Entry last = _heap[--Count];
        _free[_slotsUsed - Count - 1] = slot;
        if (Count > 0)
            SiftDown(last);
        return true;
    }

    private void Grow()
    {
        Array.Resize(ref _heap, Count * 2);
        Array.Resize(ref _slots, Count * 2);
        Array.Resize(ref _free, Count * 2);
    }

    private void SiftDown(in Entry entry)
    {
        int index = 0;
        while (true)
        {
            int first = index * Children + 1;
            if (first >= Count)
                break;
            int least = first;
            int end = Math.Min(first + Children, Count);
            for (int child = first + 1; child < end; child++)
                if (_heap[child].IsBefore(_heap[least]))
                    least = child;
            if (!_heap[least].IsBefore(entry))
                break;
            _heap[index] = _heap[least];
            index = least;
        }

        _heap[index] = entry;
    }
}
