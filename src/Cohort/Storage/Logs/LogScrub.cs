using Cohort.Storage.Disks;

namespace Cohort.Storage.Logs;

/// <summary>
/// Goes through the files of a log that are complete, which is all but the last, piece by piece, and proves them.
/// Nobody writes to such a file any more, so what is wrong with it has been done to it by the disk. A file that is
/// dropped meanwhile is no damage. One thread at a time.
/// </summary>
/// <param name="disk">Where the log is: it is only read.</param>
/// <param name="pieceBytes">How much is read at once, and all that this needs to keep.</param>
internal sealed class LogScrub(IDisk disk, int pieceBytes) : IDisposable
{
    private readonly byte[] _piece = new byte[Math.Max(pieceBytes, SegmentHeader.RecordsAt)];
    private IDiskFile? _file;
    private SegmentProof? _proof;
    private string _name = "";
    private string _follower = "";
    private ulong _next;

    /// <summary>The first thing that was found wrong; null where nothing was.</summary>
    public DamagedLogException? Damage { get; private set; }

    /// <summary>How many bytes are read at once.</summary>
    public int PieceBytes => _piece.Length;

    /// <summary>Reads and proves the next piece.</summary>
    /// <returns>Whether there is more: false where all complete files have been proved once, and the next step begins
    /// anew; and where something is wrong, which ends it.</returns>
    public bool Step()
    {
        if (Damage is not null)
            return false;
        try
        {
            if (_proof is null)
                return Begin();
            if (_proof.Step() is { } wrong)
                Found(_name, _proof.RecordAt, wrong);
            else if (_proof.IsOver)
                End(_proof);
        }
        catch (IOException failure)
        {
            Found(_name, _proof?.RecordAt ?? 0, $"the disk does not read it: {failure.Message}");
        }
        return Damage is null;
    }

    /// <summary>Closes the file that is open.</summary>
    public void Dispose() => Close();

    private bool Begin()
    {
        _name = "the folder";
        string[] files =
        [
            .. disk.List()
                .Where(name => SegmentHeader.FirstOf(name) is { } first && first >= _next)
                .Order(StringComparer.Ordinal),
        ];
        if (files.Length < 2)
        {
            _next = 0;
            return false;
        }
        (_name, _follower) = (files[0], files[1]);
        _next = SegmentHeader.FirstOf(_follower)!.Value;
        _file = disk.Open(_name);
        if (Header(_file, _name) is { } header)
            _proof = new SegmentProof(_file, header, _next, _piece);
        return Damage is null;
    }

    /// <summary>The file that follows has to go on where this one ends.</summary>
    private void End(SegmentProof proof)
    {
        Close();
        _name = _follower;
        using IDiskFile file = disk.Open(_name);
        if (Header(file, _name) is { } header && header.Previous != proof.Previous)
            Found(_name, 0, "the file does not go on where the one before it ends");
    }

    private SegmentHeader? Header(IDiskFile file, string name)
    {
        int read = file.Read(_piece.AsSpan(0, SegmentHeader.RecordsAt), 0);
        string? wrong = SegmentHeader.Read(_piece.AsSpan(0, read), out SegmentHeader header);
        if (wrong is null && header.First != SegmentHeader.FirstOf(name))
            wrong = $"the file begins with record {header.First}, and its name is that of another";
        if (wrong is null && header.Bytes != file.Size)
            wrong = $"the file has {file.Size} bytes, and had {header.Bytes}";
        if (wrong is null)
            return header;
        Found(name, 0, wrong);
        return null;
    }

    // Who drops files deletes the oldest first: what is not there any more was to be forgotten.
    private void Found(string name, long at, string what)
    {
        Close();
        if (!IsDropped(name))
            Damage = new DamagedLogException(disk.Name, name, at, what);
    }

    private bool IsDropped(string name)
    {
        try
        {
            return SegmentHeader.FirstOf(name) is not null && !disk.List().Contains(name);
        }
        catch (IOException)
        {
            // Nobody drops anything from a folder that does not answer: that is what is wrong.
            return false;
        }
    }

    private void Close()
    {
        _file?.Dispose();
        (_file, _proof) = (null, null);
    }
}
