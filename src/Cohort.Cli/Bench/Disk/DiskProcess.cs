using System.Buffers.Binary;
using System.Diagnostics;
using Cohort.Cli.Bench.Members;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Disk;

/// <summary>One process that appends records to a file and syncs: what a log of records of the same size could do at best.</summary>
internal sealed class DiskProcess(DiskRequest request)
{
    private readonly Parent _parent = new();
    private readonly LatencyLog _syncs = new();
    private readonly SemaphoreSlim _resumed = new(0);
    private MemberSample? _from;
    private volatile int _recordsPerSync;
    private volatile bool _counts;
    private long _records;

    /// <summary>Works until the parent ends this process.</summary>
    public Task<int> RunAsync()
    {
        using var file = new AppendedFile(
            Path.Combine(request.Folder, $"{Environment.ProcessId}"),
            Math.Max(DiskRun.Batches.Max(), request.Size)
        );
        _parent.Listen(OnFrame);
        _parent.Tell(new Frame((byte)MemberFrame.Connected, default));
        while (true)
        {
            int records = _recordsPerSync;
            if (records == 0)
            {
                _resumed.Wait();
                continue;
            }
            bool isCounted = _counts;
            long began = Stopwatch.GetTimestamp();
            file.Append(records * request.Size);
            Volatile.Write(ref _records, _records + records);
            if (isCounted)
                _syncs.Add(began, Stopwatch.GetTimestamp());
        }
    }

    private void OnFrame(Frame frame)
    {
        switch ((MemberFrame)frame.Kind)
        {
            case MemberFrame.Batch:
                _recordsPerSync = BinaryPrimitives.ReadInt32LittleEndian(frame.Body.Span);
                _resumed.Release();
                break;
            case MemberFrame.Measure:
                _from = MemberSample.Take(Volatile.Read(ref _records));
                _counts = true;
                break;
            case MemberFrame.Report:
                _counts = false;
                _parent.Tell(MemberSample.Take(Volatile.Read(ref _records)).Since(_from!).ToFrame());
                break;
            case MemberFrame.ReportLatencies:
                _parent.Tell(_syncs.ToFrame());
                break;
            default:
                throw new InvalidDataException($"The parent said {frame.Kind}, which means nothing to a disk process.");
        }
    }
}
