using Cohort.Transport;

namespace Cohort.Runtime.Connections;

/// <summary>
/// Which addresses cannot be reached, and why. A refusal is no problem, since the other node may only not have started
/// yet, and the protocol knows of it; a name that does not resolve or a host that does not answer is worth a warning, once until it changes.
/// </summary>
internal sealed class DialProblems(Warnings warnings, string addressOption)
{
    // Addresses come and go; beyond this many, all are forgotten, and those that matter are met again at the next dial.
    private const int Most = 256;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, DialException> _problems = new(StringComparer.Ordinal);

    /// <summary>The address was reached.</summary>
    public void Solved(string address)
    {
        lock (_lock)
            _problems.Remove(address);
    }

    /// <summary>The address was not reached.</summary>
    public void Met(string address, DialException problem)
    {
        lock (_lock)
        {
            bool known = _problems.TryGetValue(address, out DialException? last) && last.Problem == problem.Problem;
            _problems.Remove(address);
            if (problem.Problem == DialProblem.Refused)
                return;
            if (_problems.Count >= Most)
                _problems.Clear();
            _problems.Add(address, problem);
            if (known)
                return;
        }
        warnings.Report(
            problem.Problem == DialProblem.Unresolved
                ? $"Cannot connect: {problem.Message}. Check {addressOption} and the name service; still trying."
                : $"Cannot connect: {problem.Message}. Check that the host is up and that no firewall is in between; still trying."
        );
    }

    /// <summary>All problems of now in one sentence, or nothing.</summary>
    public override string ToString()
    {
        lock (_lock)
            return string.Join("; ", _problems.Values.Select(problem => problem.Message));
    }
}
