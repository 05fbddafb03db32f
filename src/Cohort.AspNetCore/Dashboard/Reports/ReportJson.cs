using System.Text.Json;
using System.Text.Json.Serialization;
using Cohort.AspNetCore.Dashboard.Pages;

namespace Cohort.AspNetCore.Dashboard.Reports;

/// <summary>How reports are written: what one version of Cohort does not know of another's, it passes over.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(PageNews))]
[JsonSerializable(typeof(PageGreeting))]
[JsonSerializable(typeof(PageLoss))]
internal sealed partial class ReportJson : JsonSerializerContext;
