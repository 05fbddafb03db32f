using System.Net.Sockets;
using Cohort.Compare.Packages;
using Cohort.Compare.Processes;

namespace Cohort.Compare;

/// <summary>Measures peers and Cohort in turn. What fails does not keep the rest from being measured.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="packages">Where peers come from.</param>
/// <param name="onProgress">Hears what is being done, in words.</param>
internal sealed class Comparison(CompareRequest request, DebianPackages packages, Action<string> onProgress)
{
    private readonly Results _results = new();

    /// <summary>Measures all that was asked for.</summary>
    public async Task<Results> RunAsync(CancellationToken cancellationToken)
    {
        foreach (Part part in Plan.Parts)
            await RunAsync(part, cancellationToken);
        return _results;
    }

    private async Task RunAsync(Part part, CancellationToken cancellationToken)
    {
        await using var belongings = new Belongings();
        var systems = new Dictionary<Contender, ISystem>();
        foreach (Contender peer in part.Peers.Where(peer => request.Peers.Contains(peer.Peer()!.Value)))
            await StartAsync(peer);
        // Alone it is beside nothing.
        if (systems.Count > 0)
            await StartAsync(part.Ours);
        Contender[] peers = [.. systems.Keys.Where(peer => peer != part.Ours)];
        foreach (Point point in part.Points)
            for (int repetition = 1; repetition <= request.Repetitions; repetition++)
                foreach (Contender peer in peers)
                {
                    await MeasureAsync(peer, systems, point, repetition, cancellationToken);
                    await MeasureAsync(part.Ours, systems, point, repetition, cancellationToken);
                }

        async Task StartAsync(Contender contender)
        {
            onProgress($"{part.Title}: starting {contender.Title()}");
            string? failure = await FailureOfAsync(async () =>
            {
                if (contender.Peer() is { } peer)
                    await packages.EnsureAsync(peer.Packages(), cancellationToken);
                systems[contender] = belongings.Add(await part.StartAsync(contender, cancellationToken));
            });
            foreach (Workload workload in part.Points.Select(point => point.Workload).Distinct())
                Note(contender, workload, failure);
        }
    }

    // Who has failed once in a workload is left out of what is left of it.
    private async Task MeasureAsync(
        Contender contender,
        Dictionary<Contender, ISystem> systems,
        Point point,
        int repetition,
        CancellationToken cancellationToken
    )
    {
        if (_results.FailureOf(contender, point.Workload) is not null)
            return;
        string clients = point.Clients > 0 ? $", clients: {point.Clients}" : "";
        onProgress(
            $"{Results.Word(point.Workload)}, {point.Size} B{clients}: "
                + $"repetition {repetition} of {request.Repetitions}, {contender.Title()}"
        );
        string? failure = await FailureOfAsync(async () =>
            _results.Add(
                contender,
                point,
                await systems[contender].MeasureAsync(point, request.Timing, cancellationToken)
            )
        );
        Note(contender, point.Workload, failure);
    }

    private void Note(Contender contender, Workload workload, string? failure)
    {
        if (failure is not null)
            _results.Fail(contender, workload, failure);
    }

    private static async Task<string?> FailureOfAsync(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (Exception error) when (error is PeerFailedException or CohortException or IOException or SocketException)
        {
            return error.Message;
        }
    }
}
