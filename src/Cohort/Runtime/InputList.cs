using Cohort.Protocol;

namespace Cohort.Runtime;

/// <summary>The inputs of a turn, in order, in memory that is used again.</summary>
internal sealed class InputList
{
    private Input[] _inputs = new Input[64];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>All, until the next change.</summary>
    public ReadOnlySpan<Input> Inputs => _inputs.AsSpan(0, Count);

    /// <summary>Adds one.</summary>
    public void Add(in Input input)
    {
        if (Count == _inputs.Length)
            Array.Resize(ref _inputs, Count * 2);
        _inputs[Count++] = input;
    }

    /// <summary>Adds several.</summary>
    public void Add(ReadOnlySpan<Input> inputs)
    {
        if (_inputs.Length < Count + inputs.Length)
            Array.Resize(ref _inputs, Math.Max(_inputs.Length * 2, Count + inputs.Length));
        inputs.CopyTo(_inputs.AsSpan(Count));
        Count += inputs.Length;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Array.Clear(_inputs, 0, Count);
        Count = 0;
    }
}
