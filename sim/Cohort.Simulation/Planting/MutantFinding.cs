namespace Cohort.Simulation.Planting;

/// <summary>What became of one planted mistake.</summary>
/// <param name="Mutant">Its name.</param>
/// <param name="Seed">The first seed that shows it; null where none does.</param>
/// <param name="Seeds">How many seeds that took.</param>
/// <param name="Property">The first property that broke.</param>
/// <param name="Text">How.</param>
public sealed record MutantFinding(string Mutant, ulong? Seed, int Seeds, string? Property, string? Text);
