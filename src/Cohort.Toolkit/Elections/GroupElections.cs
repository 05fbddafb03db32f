using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Cohort.Toolkit.Claims;
using Cohort.Toolkit.Elections;
using Cohort.Toolkit.Groups;

namespace Cohort;

/// <summary>
/// Elects leaders among the members of a group, one for each name that somebody stands for: the candidate that stood
/// first. When it resigns, or is put out of the group, the next one leads, from the same place in the order of the
/// group on for everybody.
/// </summary>
public sealed class GroupElections : IAsyncDisposable
{
    /// <summary>The most characters of a name.</summary>
    public const int LongestName = ToolName.Longest;

    private readonly ToolGroup _group;
    private readonly bool _ownsGroup;
    private readonly Replica<ElectionTable> _table;
    private readonly ClaimDesk _desk;

    internal GroupElections(ToolGroup group, string name, bool ownsGroup = false)
    {
        (_group, _ownsGroup) = (group, ownsGroup);
        _table = group.Get<ElectionTable>(name);
        ulong nonce = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        _desk = new ClaimDesk(_table.Slot, () => group.Node.Process, nonce);
    }

    /// <summary>The group.</summary>
    public ToolGroup Group => _group;

    /// <summary>The elections as this member knows them.</summary>
    public LocalElections Local => new(_table);

    /// <summary>Stands for an election, behind those that do already; completes when the group knows.</summary>
    /// <param name="name">What is to be led: 1 to 256 characters, without control characters and without spaces
    /// around it.</param>
    /// <param name="cancellationToken">Ends the waiting, and the candidacy.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArgumentException">That cannot be a name; it says why. Nothing was asked.</exception>
    /// <exception cref="InvalidOperationException">There are too many candidates.</exception>
    /// <exception cref="MembershipOverException">The membership ended.</exception>
    public async Task<Candidacy> RunForAsync(string name, CancellationToken cancellationToken = default)
    {
        ToolName.Check("election", name, LongestName);
        var stands = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var claiming = new Claiming(_desk, claim => WithdrawAsync(name, claim), _group.Name, _ => Resigned(name));
        var candidacy = new Candidacy(name, StandAsync);
        try
        {
            await stands.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return candidacy;
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            await candidacy.DisposeAsync().ConfigureAwait(false);
            throw new OperationCanceledException(Resigned(name), e, cancellationToken);
        }
        catch
        {
            await candidacy.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        async Task<AwaitedClaim?> StandAsync(CancellationToken resigning)
        {
            try
            {
                return await claiming
                    .TakeAsync((claim, token) => _table.StandAsync(name, claim.Id, token), Stands, resigning)
                    .ConfigureAwait(false);
            }
            catch (Exception e)
            {
                stands.TrySetException(e);
                _ = stands.Task.Exception;
                throw;
            }
        }

        bool Stands(bool hasRoom)
        {
            if (!hasRoom)
                throw new InvalidOperationException(
                    $"{ElectionTable.MostCandidates} candidates stand in the elections of group '{_group.Name}', which is the most: dispose "
                        + "of those that are not wanted any more."
                );
            stands.TrySetResult();
            return true;
        }
    }

    /// <summary>
    /// Who leads something: at once, and whenever that changes. One that reads slowly misses some, but never the last. Ends when the
    /// membership has been left, and fails as <see cref="ToolGroup.Completion"/> does.
    /// </summary>
    /// <param name="name">What.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where nobody leads.</returns>
    /// <exception cref="ArgumentException">That cannot be a name; it says why.</exception>
    public async IAsyncEnumerable<Leadership?> WatchAsync(
        string name,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        // Nobody can ever lead it.
        ToolName.Check("election", name, LongestName);
        var watch = new LeaderWatch(name);
        _table.Slot.Add(watch);
        try
        {
            Leadership? leader = Local.LeaderOf(name);
            yield return leader;
            await foreach (bool _ in watch.Changes.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                Leadership? next = Local.LeaderOf(name);
                if (next == leader)
                    continue;
                leader = next;
                yield return leader;
            }
        }
        finally
        {
            _table.Slot.Remove(watch);
        }
    }

    /// <summary>Leaves the group, where it was joined for these elections alone.</summary>
    public ValueTask DisposeAsync() => _ownsGroup ? _group.DisposeAsync() : ValueTask.CompletedTask;

    private string Resigned(string name) =>
        $"Standing for '{name}' in group '{_group.Name}' was given up. The candidacy is taken back: should it lead before that, it resigns.";

    private async ValueTask WithdrawAsync(string name, ulong claim) =>
        await _table.ResignAsync(name, claim, CancellationToken.None).ConfigureAwait(false);
}
