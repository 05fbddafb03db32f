using Cohort.Protocol.Governance;
using Cohort.Protocol.Links;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>
/// What one client that follows the directory has not been told yet: which entries, each once, however often they have changed.
/// They are told as they are when the link has room. Where they are very many, all there is is told anew.
/// </summary>
internal sealed class DirectoryFeed(Link client, LinkTable links, ClusterDirectory directory)
{
    // So many entries beyond those that there are now are not remembered one by one.
    private const int MostEntries = 1024;
    private const int FrameSize = 32 << 10;

    private readonly SortedSet<string> _groups = new(StringComparer.Ordinal);
    private readonly SortedSet<ProcessId> _nodes = [];
    private readonly SortedSet<string> _placements = new(StringComparer.Ordinal);
    private bool _isBehind = true;
    private bool _isWhole;
    private bool _goesOn;
    private bool? _currentTold;
    private ulong? _answer;

    /// <summary>The client's link.</summary>
    public Link Client => client;

    /// <summary>The number of the read that this client waits for; null where it waits for none.</summary>
    public ulong? Asked { get; set; }

    /// <summary>Whether it had asked before the mark that is under way was sent.</summary>
    public bool AskedInTime { get; set; }

    /// <summary>Something has changed.</summary>
    public void Add(DirectoryChange change)
    {
        if (_isBehind)
            return;
        _groups.UnionWith(change.Groups.Select(group => group.Name));
        _groups.UnionWith(change.GroupsGone);
        _nodes.UnionWith(change.Nodes.Select(node => node.Process));
        _nodes.UnionWith(change.NodesGone);
        _placements.UnionWith(change.Placements.Select(placement => placement.Name));
        _placements.UnionWith(change.PlacementsGone);
        int known = directory.Groups.Count + directory.Nodes.Members.Count + directory.Placements.All.Count;
        _isBehind = Waiting > known + MostEntries;
    }

    private int Waiting => _groups.Count + _nodes.Count + _placements.Count;

    /// <summary>What the client has asked for is known: it is told so when it has been told all else.</summary>
    public void Answer() => (_answer, Asked, AskedInTime) = (Asked, null, false);

    /// <summary>Tells as much as there is room for.</summary>
    public void Send(bool isCurrent)
    {
        if (_isBehind)
            Begin();
        while (client.HasRoom && (_isWhole || Waiting > 0 || _currentTold != isCurrent))
            SendPart(isCurrent);
        if (_answer is not { } answered || _goesOn || Waiting > 0)
            return;
        FrameWriter writer = links.Begin(client, FrameType.DirectoryRead);
        writer.Number(answered);
        writer.End();
        _answer = null;
    }

    private void Begin()
    {
        _groups.Clear();
        _nodes.Clear();
        _placements.Clear();
        _groups.UnionWith(directory.Groups.Select(entry => entry.Name));
        _nodes.UnionWith(directory.Nodes.Members.Select(member => member.Process));
        _placements.UnionWith(directory.Placements.All.Select(placement => placement.Name));
        (_isBehind, _isWhole) = (false, true);
    }

    private void SendPart(bool isCurrent)
    {
        // The flags come first, so what fits has to be known before.
        var entries = new FrameWriter();
        while (entries.Length < FrameSize && _groups.Min is { } name)
        {
            _groups.Remove(name);
            if (directory.Find(name) is { } entry)
                entries.Group(directory.Describe(entry));
            else
                entries.GroupGone(name);
        }
        while (entries.Length < FrameSize && _groups.Count == 0 && _nodes.Count > 0)
        {
            ProcessId process = _nodes.Min;
            _nodes.Remove(process);
            if (directory.Describe(process) is { } node)
                entries.Node(node);
            else
                entries.NodeGone(process);
        }
        while (entries.Length < FrameSize && _groups.Count + _nodes.Count == 0 && _placements.Min is { } name)
        {
            _placements.Remove(name);
            if (directory.DescribePlacement(name) is { } placement)
                entries.PlacementEntry(placement);
            else
                entries.PlacementGone(name);
        }
        _goesOn = Waiting > 0;
        FrameWriter writer = links.Begin(client, FrameType.Directory);
        writer.Flag(_isWhole);
        writer.Flag(isCurrent);
        writer.Flag(_goesOn);
        writer.Raw(entries.Written.Span);
        writer.End();
        (_isWhole, _currentTold) = (false, isCurrent);
    }
}
