using Cohort.Protocol.Views;

namespace Cohort.Protocol.Governance;

/// <summary>
/// Keeps the directory told of a self-governed group: its coordinator says which view it has. The group never waits for the
/// directory, so all of this is as good as it can be: where the root has no quorum, the directory hears of it later.
/// </summary>
internal sealed class Enrolment(GroupContext context, RootGroup root)
{
    private readonly GroupTerms _terms = GroupTerms.Of(context.Group);
    private View? _view;
    private long _changesSeen;
    private bool _isMissing;
    private Instant _nextLook;
    private GroupId? _warnedOf;

    /// <summary>When it wants to look again; null where nothing is to be told.</summary>
    public Instant? NextLook => _isMissing ? _nextLook : null;

    /// <summary>Why this node cannot join: the directory has a governed group of that name. Null where it has none, or cannot
    /// be asked.</summary>
    public string? Refusal => Known is { Terms.SelfGoverned: false } entry ? _terms.Refusal(entry) : null;

    private DirectoryEntry? Known => root.IsReady ? root.Directory.Find(context.Group.Name) : null;

    /// <summary>Has the directory told of a view in which this process is the coordinator, until the directory has it.</summary>
    public void Lead(View view, MemberId self)
    {
        bool seen = view == _view && root.Directory.GroupChanges == _changesSeen;
        if (seen && (!_isMissing || context.Now < _nextLook))
            return;
        if (view != _view)
            _nextLook = context.Now;
        (_view, _changesSeen) = (view, root.Directory.GroupChanges);
        DirectoryEntry? known = Known;
        bool isBehind = known?.View.Number < view.Number && !Mutants.Has(Mutant.EnrolledOnce);
        _isMissing = known is null || known.Id != view.Group || isBehind;
        if (known is { Terms.SelfGoverned: false })
            Warn(known);
        if (!_isMissing || context.Now < _nextLook)
            return;
        _nextLook = context.Now + context.Node.SuspicionTime / 2;
        if (root.IsReady && known is not { Terms.SelfGoverned: false })
            root.Submit(new DirectoryCommand.Enter(context.Group.Name, _terms, view, self));
    }

    /// <summary>Another process is the coordinator.</summary>
    public void Follow() => (_view, _isMissing) = (null, false);

    /// <summary>The membership is over: the directory need not wait for the others to notice.</summary>
    public void End(GroupId group, MemberId self)
    {
        if (root.IsReady && root.Directory.Find(group) is { } entry && entry.View.RankOf(self) >= 0)
            root.Submit(new DirectoryCommand.Abandon(group, self));
    }

    // Both were formed before either could know of the other.
    private void Warn(DirectoryEntry known)
    {
        if (_warnedOf == known.Id)
            return;
        _warnedOf = known.Id;
        context.Emit(
            new Output
            {
                Kind = OutputKind.Warning,
                Group = context.Handle,
                Detail =
                    $"there are two groups named '{known.Name}': the directory has one {known.Terms}, and this node is in one "
                    + $"{_terms}, which the directory therefore does not show. Give one of them another name",
            }
        );
    }
}
