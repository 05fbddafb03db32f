namespace Cohort.Server.Commands;

/// <summary>A command: its name, at 0, and what stands behind it.</summary>
/// <param name="bytes">Where they lie.</param>
/// <param name="bounds">Where each begins, and how long it is.</param>
internal readonly ref struct Arguments(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> bounds)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly ReadOnlySpan<int> _bounds = bounds;

    /// <summary>How many there are, with the name.</summary>
    public int Count => _bounds.Length / 2;

    /// <summary>One of them.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.Slice(_bounds[2 * index], _bounds[2 * index + 1]);

    /// <summary>Whether one is this word, in whatever case.</summary>
    /// <param name="index">Which.</param>
    /// <param name="word">ASCII.</param>
    public bool Is(int index, ReadOnlySpan<byte> word) => System.Text.Ascii.EqualsIgnoreCase(this[index], word);

    /// <summary>The command that begins at an argument.</summary>
    public Arguments From(int index) => new(_bytes, _bounds[(2 * index)..]);
}
