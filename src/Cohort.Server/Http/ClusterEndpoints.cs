using Cohort.Server.Connections;
using Cohort.Server.Observing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cohort.Server.Http;

/// <summary>What the cluster is: nodes, groups, and the views of this node's groups.</summary>
internal static class ClusterEndpoints
{
    /// <summary>A node of the cluster.</summary>
    internal sealed record NodeDocument(
        string Name,
        string Address,
        bool IsThis,
        IReadOnlyDictionary<string, string> Labels
    );

    /// <summary>A member of a view, in rank order.</summary>
    internal sealed record MemberDocument(int Rank, string Name, string Address, bool HoldsState);

    /// <summary>A group at this node.</summary>
    internal sealed record GroupDocument(
        string Name,
        string Status,
        string Reason,
        ulong View,
        int? Rank,
        ulong Position,
        IReadOnlyList<MemberDocument> Members
    );

    /// <summary>A view that this node has installed.</summary>
    internal sealed record ViewDocument(
        string Group,
        DateTimeOffset InstalledAt,
        ulong View,
        IReadOnlyList<string> Members,
        IReadOnlyList<string> Joined,
        IReadOnlyList<string> Left
    );

    /// <summary>What this node is doing. Counts are those since it has started.</summary>
    internal sealed record StatusDocument(
        string Node,
        string Address,
        string Status,
        string Reason,
        bool IsDurable,
        int Clients,
        long Commands,
        int Keys,
        IReadOnlyList<GroupDocument> Groups
    );

    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/status", Status)
            .WithSummary("What this node is doing")
            .Produces<StatusDocument>()
            .WithTags("cluster");
        api.MapGet("/nodes", Nodes)
            .WithSummary("The nodes of the cluster, as far as this one knows")
            .Produces<IReadOnlyList<NodeDocument>>()
            .WithTags("cluster");
        api.MapGet("/groups", Groups)
            .WithSummary("The groups that this node is in, with their views")
            .Produces<IReadOnlyList<GroupDocument>>()
            .WithTags("cluster");
        api.MapGet("/groups/{name}/views", Views)
            .WithSummary("The last views of a group, as this node has installed them")
            .Produces<IReadOnlyList<ViewDocument>>()
            .WithTags("cluster");
        api.MapGet("/groups/{name}", Group)
            .WithSummary("A group that this node is in")
            .Produces<GroupDocument>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithTags("cluster");
    }

    private static IResult Status(Node node, RespServer server) =>
        TypedResults.Ok(
            new StatusDocument(
                node.Name,
                node.Process.Address,
                node.Status.ToString(),
                node.StatusReason,
                server.IsDurable,
                server.Sessions.Count,
                server.Statistics.Commands,
                server.Access.Replica.ReadLocal(
                    0,
                    static (store, _) => store.Keyspace.Selectable.Sum(each => each.Count)
                ),
                [.. node.Groups.Select(Of)]
            )
        );

    private static IResult Nodes(Node node) =>
        TypedResults.Ok(
            node.Directory.Nodes.Select(each => new NodeDocument(
                    each.Name,
                    each.Process.Address,
                    each.Process == node.Process,
                    each.Labels
                ))
                .ToList()
        );

    private static IResult Groups(Node node) => TypedResults.Ok(node.Groups.Select(Of).ToList());

    private static IResult Views(string name, ViewLog views) =>
        TypedResults.Ok(
            views
                .Of(name)
                .Select(each => new ViewDocument(
                    name,
                    each.At,
                    each.Change.View.Number.Value,
                    [.. each.Change.View.Members.Select(member => member.Name)],
                    [.. each.Change.Joined.Select(member => member.Name)],
                    [.. each.Change.Left.Select(member => member.Name)]
                ))
                .ToList()
        );

    private static IResult Group(string name, Node node) =>
        node.Groups.FirstOrDefault(group => group.Name == name) is { } found
            ? TypedResults.Ok(Of(found))
            : TypedResults.Problem($"This node is in no group '{name}'.", statusCode: StatusCodes.Status404NotFound);

    private static GroupDocument Of(Group group)
    {
        View view = group.View;
        return new GroupDocument(
            group.Name,
            group.Status.ToString(),
            group.StatusReason,
            view.Number.Value,
            group.Self is { } self ? view.RankOf(self.Id) : null,
            group.Position,
            [
                .. view.Members.Select(
                    (member, rank) => new MemberDocument(rank, member.Name, member.Process.Address, member.HoldsState)
                ),
            ]
        );
    }
}
