using Cohort.Cli.CommandLine;
using Cohort.Cli.Directories;

namespace Cohort.Cli.Rescue;

/// <summary>One run of <c>cohort recover</c>: shows what is known, has it confirmed, decides, and waits until the group goes on.</summary>
/// <param name="request">What it was asked to do.</param>
/// <param name="input">Where somebody types; null where nobody does.</param>
/// <param name="output">Where what it shows goes.</param>
/// <param name="errors">Where everything else goes.</param>
internal sealed class RecoverSession(RecoverRequest request, TextReader? input, TextWriter output, TextWriter errors)
{
    /// <summary>Runs it; answers the exit code.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using CohortClient client = await ClusterOptions.ConnectAsync(request, cancellationToken);
            await client.Directory.RefreshAsync(cancellationToken).WaitAsync(request.Timeout, cancellationToken);
            return await RunAsync(client, cancellationToken);
        }
        catch (TimeoutException)
        {
            return await RefuseAsync(
                $"the cluster has not answered within {request.Timeout.TotalSeconds:0.#} s, and may have no quorum: nothing can be "
                    + "decided without it. See which of its nodes run, or wait longer with --timeout"
            );
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await RefuseAsync("stopped. 'cohort recover' without --from shows whether anything was decided");
        }
        catch (OptionsException error)
        {
            await errors.WriteLineAsync($"{request.Command}: {ClusterOptions.InItsWords(error.Message)}");
            return ExitCode.Usage;
        }
        catch (CohortException error)
        {
            return await RefuseAsync(ClusterOptions.InItsWords(error.Message));
        }
    }

    private async Task<int> RunAsync(CohortClient client, CancellationToken cancellationToken)
    {
        string name = request.Group;
        if (client.Directory.Find(name) is not { } group)
            return await RefuseAsync($"cluster '{request.Cluster}' has no group '{name}': see 'cohort groups'");
        if (!group.KeepsLog)
            return await RefuseAsync($"group '{name}' keeps no log, and so there is none to go on from");
        if (!group.IsLost)
            return await RefuseAsync(
                $"group '{name}' is not lost: its view is {group.View}. There is nothing to recover"
            );
        foreach (string line in RecoverWords.Of(group))
            await output.WriteLineAsync(line);
        if (request.Anew)
            return await GiveUpAsync(client, group, cancellationToken);
        if (request.From is not { } from)
        {
            await output.WriteLineAsync(Advice(group));
            return ExitCode.Ok;
        }
        LogOffer[] offers = [.. group.Offers.Where(offer => offer.Name == from || offer.Address == from)];
        if (offers.Length != 1)
            return await RefuseAsync(
                $"{(offers.Length == 0 ? "no node" : "more than one node")} '{from}' waits for group '{name}' with a log: name one of "
                    + "those above; start the node, and have it join the group, where it is missing"
            );
        await output.WriteLineAsync($"chosen     {RecoverWords.Of(group, offers[0])}");
        await output.WriteLineAsync(RecoverWords.Loss(group, offers[0]));
        if (!await ConfirmAsync(group, cancellationToken))
            return Unconfirmed;
        GroupInfo decided = await client.RecoverAsync(group, offers[0], cancellationToken);
        await output.WriteLineAsync($"decided    group '{name}' goes on from the log of {offers[0].Name}");
        return await WaitAsync(client, decided, cancellationToken);
    }

    private static string Advice(GroupInfo group) =>
        group.Offers.IsEmpty
            ? "It goes on by itself when one of those that are missing is back. Where they are gone for good, start the nodes that have older "
                + "logs of it, have them join it, and run this again; where none has, restore a backup with 'cohort restore'; where there is none either, "
                + $"cohort recover {group.Name} --anew has it begin with nothing."
            : "It goes on by itself when one of those that are missing is back. Where they are gone for good, choose the log that reaches "
                + $"furthest: cohort recover {group.Name} --from NODE.";

    private async Task<int> GiveUpAsync(CohortClient client, GroupInfo group, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(RecoverWords.LossOfAll(group));
        if (!await ConfirmAsync(group, cancellationToken))
            return Unconfirmed;
        await client.GiveUpAsync(group, cancellationToken);
        await output.WriteLineAsync(
            $"decided    group '{group.Name}' is forgotten: whoever joins it next creates it anew, and empty"
        );
        return ExitCode.Ok;
    }

    private int Unconfirmed => request.Yes || input is not null ? ExitCode.Failed : ExitCode.Usage;

    private async Task<bool> ConfirmAsync(GroupInfo group, CancellationToken cancellationToken)
    {
        if (request.Yes)
            return true;
        if (input is null)
        {
            await RefuseAsync("nothing was decided: standard input is no terminal. Confirm it with --yes");
            return false;
        }
        await output.WriteAsync("Type the group's name to decide that, or anything else to leave it: ");
        await output.FlushAsync(cancellationToken);
        string? typed = await input.ReadLineAsync(cancellationToken);
        if (typed?.Trim() == group.Name)
            return true;
        await RefuseAsync("nothing was decided");
        return false;
    }

    /// <summary>Waits until the node that was chosen has begun.</summary>
    private async Task<int> WaitAsync(CohortClient client, GroupInfo decided, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(request.Timeout);
        try
        {
            await foreach (DirectoryChange _ in client.Directory.WatchAsync(patience.Token))
                if (client.Directory.Find(decided.Name) is { IsLost: false } group)
                {
                    await output.WriteLineAsync($"goes on    {group}");
                    return ExitCode.Ok;
                }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It is told below.
        }
        return await RefuseAsync(
            $"it is decided, and {decided.GoesOnFrom} has not gone on within {request.Timeout.TotalSeconds:0.#} s. It does when it has joined "
                + "the group, and nobody can believe any more to be a member: see 'cohort groups --watch'"
        );
    }

    private async Task<int> RefuseAsync(string why)
    {
        await errors.WriteLineAsync($"{request.Command}: {why}");
        return ExitCode.Failed;
    }
}
