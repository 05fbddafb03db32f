using System.Buffers.Binary;
using System.Net;
using Cohort.Cli.Bench.Members;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Floor;

/// <summary>One bare-socket process: what a group of the same size could do at best.</summary>
internal sealed class FloorProcess(FloorRequest request)
{
    private readonly Parent _parent = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LatencyLog _roundTrips = new();
    private Streaming? _streaming;
    private MemberSample? _from;
    private volatile bool _counts;

    private bool PlaysPingPong => request.Senders == 0;

    private double Deliveries => _streaming?.Deliveries ?? 0;

    /// <summary>Works until the parent ends this process.</summary>
    public async Task<int> RunAsync()
    {
        _parent.Listen(OnFrame);
        IPEndPoint[] addresses = [.. request.Addresses.Select(IPEndPoint.Parse)];
        Mesh mesh = await Mesh.ConnectAsync(
            addresses[request.Index],
            [.. addresses.Where((_, index) => index != request.Index)]
        );
        if (!PlaysPingPong)
            _streaming = new Streaming(mesh, request.Size);
        _parent.Tell(new Frame((byte)MemberFrame.Connected, default));
        await await Task.WhenAny(Work(mesh));
        throw new InvalidOperationException("The work of a floor process has no end of its own.");
    }

    private IEnumerable<Task> Work(Mesh mesh)
    {
        if (_streaming is not null)
        {
            yield return _streaming.ReceiveAsync();
            if (request.Index < request.Senders)
                yield return OnceStartedAsync(_streaming.SendAsync);
        }
        else if (request.Index == 0)
            yield return OnceStartedAsync(() => RoundTrips.PingAsync(mesh, request.Size, _roundTrips, () => _counts));
        else
            yield return RoundTrips.PongAsync(mesh, request.Size);
    }

    private async Task OnceStartedAsync(Func<Task> work)
    {
        await _started.Task;
        await work();
    }

    private void OnFrame(Frame frame)
    {
        switch ((MemberFrame)frame.Kind)
        {
            case MemberFrame.Start:
                _started.TrySetResult();
                break;
            case MemberFrame.Batch:
                _streaming!.WriteAtATime(BinaryPrimitives.ReadInt32LittleEndian(frame.Body.Span));
                break;
            case MemberFrame.Measure:
                _from = MemberSample.Take(Deliveries);
                _counts = true;
                break;
            case MemberFrame.Report:
                _counts = false;
                _parent.Tell(MemberSample.Take(Deliveries).Since(_from!).ToFrame());
                break;
            case MemberFrame.ReportLatencies:
                _parent.Tell(_roundTrips.ToFrame());
                break;
            default:
                throw new InvalidDataException(
                    $"The parent said {frame.Kind}, which means nothing to a floor process."
                );
        }
    }
}
