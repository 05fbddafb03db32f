using System.Globalization;
using Cohort.AspNetCore.Starting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cohort.AspNetCore.Health;

/// <summary>Whether what needs a group can be asked of this process now.</summary>
internal sealed class GroupHealth(CohortHost host, string name) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        DeclaredMembership membership = host.Memberships.Single(each => each.Group.Name == name);
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        if (membership.Group.Membership is { } group)
        {
            data["status"] = group.Status.ToString();
            data["view"] = group.View.ToString();
            if (group.Self is { } self)
                data["rank"] = group.View.RankOf(self.Id).ToString(CultureInfo.InvariantCulture);
        }
        (HealthStatus health, string description) = Judge(membership);
        return Task.FromResult(new HealthCheckResult(health, description, data: data));
    }

    private (HealthStatus Health, string Description) Judge(DeclaredMembership membership)
    {
        if (membership.Failure is { } failure)
            return (HealthStatus.Unhealthy, failure.Message);
        if (host.IsStopping)
            return (HealthStatus.Unhealthy, "The application is stopping.");
        if (membership.Group.Membership is not { } group || !membership.Group.IsJoined)
            return (HealthStatus.Unhealthy, $"Not joined yet: {membership.Group.WhyNotJoined}");
        return HealthOf(group.Status, group.StatusReason, membership.Rejoins);
    }

    /// <summary>What a status means for whoever would use the group here.</summary>
    internal static (HealthStatus Health, string Description) HealthOf(
        GroupStatus status,
        string reason,
        bool comesBack
    ) =>
        status switch
        {
            // Between two views what is asked waits for a moment.
            GroupStatus.Active or GroupStatus.Changing => (HealthStatus.Healthy, reason),
            // It has been a member, and is on its way back by itself.
            GroupStatus.Expelled when comesBack => (HealthStatus.Degraded, $"Expelled: {reason}"),
            GroupStatus.Joining => (HealthStatus.Degraded, $"Coming back: {reason}"),
            _ => (HealthStatus.Unhealthy, $"{status}: {reason}"),
        };
}
