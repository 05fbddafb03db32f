namespace Cohort.Simulation.Linearizability;

/// <summary>
/// A set of calls, by their places in the order of calling. Since old calls soon all belong to it, it is kept as the place
/// below which it is complete, and bits from there on.
/// </summary>
internal sealed class CallSet : IEquatable<CallSet>
{
    private const int WordSize = 64;
    private readonly List<ulong> _words = [];
    private readonly int _firstWord;

    public CallSet() { }

    private CallSet(int firstWord, List<ulong> words)
    {
        _firstWord = firstWord;
        _words = words;
    }

    public void Add(int place)
    {
        int word = (place / WordSize) - _firstWord;
        while (_words.Count <= word)
            _words.Add(0);
        _words[word] |= 1UL << (place % WordSize);
    }

    public void Remove(int place) => _words[(place / WordSize) - _firstWord] &= ~(1UL << (place % WordSize));

    /// <summary>A copy that does not change, without the complete beginning.</summary>
    public CallSet Freeze()
    {
        int complete = 0;
        while (complete < _words.Count && _words[complete] == ulong.MaxValue)
            complete++;
        int end = _words.Count;
        while (end > complete && _words[end - 1] == 0)
            end--;
        return new CallSet(_firstWord + complete, _words[complete..end]);
    }

    public bool Equals(CallSet? other) =>
        other is not null && _firstWord == other._firstWord && _words.SequenceEqual(other._words);

    public override bool Equals(object? obj) => Equals(obj as CallSet);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(_firstWord);
        foreach (ulong word in _words)
            hash.Add(word);
        return hash.ToHashCode();
    }
}
