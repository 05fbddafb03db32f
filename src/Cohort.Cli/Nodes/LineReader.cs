namespace Cohort.Cli.Nodes;

/// <summary>
/// Cuts a stream of bytes into lines, as many at a time as one read brought. Lines are bytes: no encoding is assumed,
/// and a carriage return belongs to the line.
/// </summary>
/// <param name="input">The stream.</param>
/// <param name="largestLine">The most bytes of a line. The rest of a longer one is skipped.</param>
internal sealed class LineReader(Stream input, int largestLine)
{
    private const int ReadSize = 64 << 10;

    private byte[] _left = [];
    private long _linesSoFar;
    private bool _skipping;
    private bool _ended;
    private Task<LineBatch?>? _ahead;

    /// <summary>How many lines have been read that nobody has asked for.</summary>
    public int Waiting => _ahead is { IsCompletedSuccessfully: true, Result: { } batch } ? batch.Lines.Count : 0;

    /// <summary>Begins to read what <see cref="ReadAsync"/> will be asked for.</summary>
    public void ReadAhead() => _ahead ??= ReadNextAsync();

    /// <summary>
    /// Reads the next lines, at least one of them; null at the end of the input. Cancelling ends the waiting; what is read
    /// then is for the next call.
    /// </summary>
    public async ValueTask<LineBatch?> ReadAsync(CancellationToken cancellationToken)
    {
        ReadAhead();
        LineBatch? batch = await _ahead!.WaitAsync(cancellationToken);
        _ahead = null;
        return batch;
    }

    private async Task<LineBatch?> ReadNextAsync()
    {
        List<ReadOnlyMemory<byte>?> lines = [];
        while (lines.Count == 0 && !_ended)
        {
            var buffer = new byte[_left.Length + Math.Max(ReadSize, Math.Min(_left.Length, largestLine))];
            _left.CopyTo(buffer, 0);
            int read = await input.ReadAsync(buffer.AsMemory(_left.Length));
            _ended = read == 0;
            Cut(buffer.AsMemory(0, _left.Length + read), searched: _left.Length, lines);
        }
        if (lines.Count == 0)
            return null;
        var batch = new LineBatch(_linesSoFar + 1, lines);
        _linesSoFar += lines.Count;
        return batch;
    }

    private void Cut(ReadOnlyMemory<byte> bytes, int searched, List<ReadOnlyMemory<byte>?> lines)
    {
        while (true)
        {
            int end = bytes.Span[searched..].IndexOf((byte)'\n');
            if (end < 0)
                break;
            Add(bytes[..(searched + end)], lines);
            bytes = bytes[(searched + end + 1)..];
            searched = 0;
        }
        // The last line counts even where the input ends without a line end.
        if (_ended && (bytes.Length > 0 || _skipping))
            Add(bytes, lines);
        else if (bytes.Length > largestLine)
            _skipping = true;
        _left = _ended || _skipping ? [] : bytes.ToArray();
    }

    private void Add(ReadOnlyMemory<byte> line, List<ReadOnlyMemory<byte>?> lines)
    {
        bool isTooLong = _skipping || line.Length > largestLine;
        // An untyped null in a conditional expression would become an empty memory.
        lines.Add(isTooLong ? default(ReadOnlyMemory<byte>?) : line);
        _skipping = false;
    }
}
