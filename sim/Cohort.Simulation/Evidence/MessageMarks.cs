namespace Cohort.Simulation.Evidence;

/// <summary>A set of messages of one history that costs nothing to empty.</summary>
internal sealed class MessageMarks(RunEvidence evidence)
{
    private readonly int[] _marks = new int[evidence.Messages.Count];
    private int _current;

    /// <summary>How many are in the set.</summary>
    public int Count { get; private set; }

    public void Clear()
    {
        _current++;
        Count = 0;
    }

    public bool Contains(SentMessage message) => _marks[message.Ordinal] == _current;

    public void Add(SentMessage message) => Add(message.Ordinal);

    public void Add(int ordinal)
    {
        ref int mark = ref _marks[ordinal];
        Count += mark == _current ? 0 : 1;
        mark = _current;
    }

    public bool Contains(in Delivered delivered) => _marks[delivered.Ordinal] == _current;

    public void Replace(List<Delivered> deliveries)
    {
        Clear();
        foreach (Delivered delivered in deliveries)
            Add(delivered.Ordinal);
    }
}
