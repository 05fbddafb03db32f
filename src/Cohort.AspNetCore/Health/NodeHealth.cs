using Cohort.AspNetCore.Starting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cohort.AspNetCore.Health;

/// <summary>Whether the process is of any more use to the cluster: where it is not, only another one helps.</summary>
internal sealed class NodeHealth(CohortHost host) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (host.StartedNode is not { } node)
            return HealthCheckResult.Unhealthy("The node has not been started yet.");
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["node"] = node.Name,
            ["address"] = node.Process.Address,
            ["status"] = node.Status.ToString(),
        };
        if (node.Status == NodeStatus.Failed)
            return HealthCheckResult.Unhealthy($"The node has stopped itself: {node.StatusReason}", data: data);
        string[] over =
        [
            .. host
                .Memberships.Select(membership => (membership.Group.Name, membership.Failure))
                .Where(each => each.Failure is not null)
                .Select(each => $"Group '{each.Name}' is gone here: {each.Failure!.Message}"),
        ];
        return over.Length > 0
            ? HealthCheckResult.Unhealthy(string.Join(' ', over), data: data)
            : HealthCheckResult.Healthy(node.StatusReason, data);
    }
}
