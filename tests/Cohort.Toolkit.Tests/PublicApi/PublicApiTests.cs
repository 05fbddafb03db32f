using System.Reflection;

namespace Cohort.Toolkit.Tests.PublicApi;

/// <summary>
/// What users see of the packages is written down beside this test, so that every change of it is seen where it is reviewed. A
/// change that is meant is accepted with <c>COHORT_ACCEPT_API=1 dotnet test tests/Cohort.Toolkit.Tests</c>.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly bool s_accepts = Environment.GetEnvironmentVariable("COHORT_ACCEPT_API") == "1";

    [Theory]
    [InlineData("Cohort.Protocol")]
    [InlineData("Cohort")]
    [InlineData("Cohort.Toolkit")]
    [InlineData("Cohort.AspNetCore")]
    public void What_users_see_is_what_was_agreed_on(string assembly)
    {
        string file = Path.Combine(Folder(), $"{assembly}.txt");
        string shown = ApiText.Of(Assembly.Load(assembly));
        if (s_accepts)
            File.WriteAllText(file, shown);
        string[] agreed = File.Exists(file) ? File.ReadAllLines(file) : [];
        string[] present = shown.TrimEnd('\n').Split('\n');
        string[] changes =
        [
            .. agreed.Except(present).Select(line => $"- {line.Trim()}"),
            .. present.Except(agreed).Select(line => $"+ {line.Trim()}"),
        ];
        Assert.True(
            agreed.SequenceEqual(present),
            $"The public API of {assembly} has changed. Where that is meant, accept it with COHORT_ACCEPT_API=1 dotnet test "
                + $"tests/Cohort.Toolkit.Tests, and commit {assembly}.txt.{Environment.NewLine}"
                + string.Join(Environment.NewLine, changes)
        );
    }

    [Fact]
    public void A_member_more_is_seen()
    {
        string text = ApiText.Of(typeof(Node).Assembly);
        Assert.Contains("    Task<Group> JoinAsync(", text, StringComparison.Ordinal);
        Assert.Contains("sealed class Cohort.Node : ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("OnJoining", text, StringComparison.Ordinal);
    }

    private static string Folder()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Cohort.slnx")))
            at = at.Parent;
        return Path.Combine(
            at?.FullName ?? throw new InvalidOperationException("The tests do not run inside the project's folder."),
            "tests",
            "Cohort.Toolkit.Tests",
            "PublicApi"
        );
    }
}
