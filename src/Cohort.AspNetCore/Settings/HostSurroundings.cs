using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cohort.AspNetCore.Settings;

/// <summary>What defaults are taken from.</summary>
/// <param name="ApplicationName">What the application is called.</param>
/// <param name="IsDevelopment">Whether it runs at a developer's.</param>
/// <param name="ShutdownTimeout">How long the host waits for what stops.</param>
internal sealed record HostSurroundings(string ApplicationName, bool IsDevelopment, TimeSpan ShutdownTimeout)
{
    public static HostSurroundings Of(IServiceProvider services)
    {
        IHostEnvironment? environment = services.GetService<IHostEnvironment>();
        return new HostSurroundings(
            environment?.ApplicationName ?? Assembly.GetEntryAssembly()?.GetName().Name ?? "application",
            environment?.IsDevelopment() ?? false,
            services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout
        );
    }
}
