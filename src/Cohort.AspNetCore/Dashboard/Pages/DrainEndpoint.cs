using System.Net;
using Microsoft.AspNetCore.Http;

namespace Cohort.AspNetCore.Dashboard.Pages;

/// <summary>
/// Has this node leave its groups and stop. Only the page itself, or a program, can ask for it: another site that is open in the same browser can
/// neither send the header nor hide where it comes from.
/// </summary>
internal sealed class DrainEndpoint(DashboardHost host)
{
    /// <summary>Only a page of the same origin can send it.</summary>
    public const string Header = "Cohort-Dashboard";

    public Task AnswerAsync(HttpContext context)
    {
        if (Refusal(context) is { } why)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync(why);
        }
        host.Drain(context.Connection.RemoteIpAddress?.ToString() ?? "an unknown address");
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    private string? Refusal(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (request.Headers[Header] != "drain")
            return $"An action is asked for by the dashboard itself, or with the header {Header}: drain.";
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site is not ("same-origin" or "none"))
            return "Another site has asked for an action. Ask for it on the dashboard.";
        string origin = request.Headers.Origin.ToString();
        if (
            origin.Length > 0
            && (!Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) || from.Authority != request.Host.Value)
        )
            return $"An action was asked for from {origin}, and this is {request.Host}. Ask for it on the dashboard.";
        // A name that a stranger has pointed at this machine makes his page one of the same origin.
        return IsKnown(context) || IsAddress(request.Host.Host)
            ? null
            : $"Nobody is known here who could ask for actions at the name {request.Host.Host}. Come to an address, or have the application "
                + "ask who somebody is.";
    }

    private bool IsKnown(HttpContext context) =>
        host.Options!.ActionPolicy is not null || context.User.Identity?.IsAuthenticated == true;

    private static bool IsAddress(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(name.Trim('[', ']'), out _);
}
