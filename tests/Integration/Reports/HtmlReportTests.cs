using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eso.Emulator.Cli;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Reports;

/// <summary>The evidence file: the same for the same seed, without a value, and usable in a browser.</summary>
public sealed partial class HtmlReportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("eso-report-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_same_scenario_and_seed_give_the_same_report_but_for_real_time()
    {
        var first = await ReportAsync("first.html");
        var second = await ReportAsync("second.html");

        Facts(first).ToJsonString().Should().Be(Facts(second).ToJsonString());
    }

    [Fact]
    public async Task It_shows_every_lane_the_failure_on_top_and_no_value()
    {
        var page = await ReportAsync("report.html");

        var facts = Facts(page)[0]!;
        facts["outcome"]!.ToString().Should().Be("failed");
        facts["failure"]!["cause"]!["label"]!.ToString().Should().Contain("GetSecretValue");
        facts["items"]!.AsArray().Select(i => i!["lane"]!.ToString()).Distinct()
            .Should().Contain(["step", "aws", "watch", "reconcile", "write", "secret", "pod"]);
        page.Should().NotContain("hunter-one").And.NotContain("hunter-two");
        page.Should().NotMatchRegex("(src|href)=", "nothing is loaded from elsewhere");
    }

    [Fact]
    public async Task A_browser_shows_it_and_its_filters_work()
    {
        if (Browser() is not { } browser)
        {
            // No browser here: the page's data is tested above.
            return;
        }

        var page = await ReportAsync("clicked.html");

        // The clicks are made by a script beside the page's own; what is left is the document after them.
        var clicked = page.Replace("</body>", """
            <script>
            document.title = [document.querySelectorAll(".it").length,
              (document.getElementById("only-bad").click(), document.querySelectorAll(".it").length),
              (document.getElementById("only-bad").click(), document.getElementById("lane-write").click(), document.querySelectorAll(".it.lane-write").length),
              (document.getElementById("lane-write").click(), document.querySelectorAll(".it.lane-write").length),
              document.querySelector(".failure strong").textContent].join("|");
            </script></body>
            """, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "clicked.html"), clicked);
        var document = await DumpAsync(browser, Path.Combine(folder, "clicked.html"));

        var title = Regex.Match(document, "<title>(.*?)</title>").Groups[1].Value.Split('|');
        int.Parse(title[0]).Should().BeGreaterThan(20);
        int.Parse(title[1]).Should().BePositive().And.BeLessThan(int.Parse(title[0]));
        title[2].Should().Be("0");
        int.Parse(title[3]).Should().BePositive();
        title[4].Should().Contain("expect secret app/db");
    }

    private static JsonArray Facts(string page) => JsonNode.Parse(Block().Match(page).Groups[1].Value)!.AsArray();

    private static string? Browser() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(p => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(n => Path.Combine(p, n)))
        .FirstOrDefault(File.Exists);

    private static async Task<string> DumpAsync(string browser, string file)
    {
        var start = new ProcessStartInfo(browser) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={file}.profile",
            "--dump-dom", "file://" + file,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var noise = process.StandardError.ReadToEndAsync();
        var document = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await noise;
        return document;
    }

    private async Task<string> ReportAsync(string name)
    {
        var scenario = Path.Combine(folder, "scenario.yaml");
        File.WriteAllText(scenario, Scenario);
        var path = Path.Combine(folder, name);

        var code = await Root.InvokeAsync(["run", scenario, "--html", path, "--ground", "embedded"], World.Machine, CancellationToken.None);

        code.Should().Be(1, "the scenario fails on purpose");
        return File.ReadAllText(path);
    }

    [GeneratedRegex("id=\"facts\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Block();

    private static readonly string Scenario = $$"""
        scenario: a permission is taken away
        steps:
          - createSecret: { name: app-db, json: { password: hunter-one } }
          - apply: |
              apiVersion: v1
              kind: Namespace
              metadata: { name: app }
              ---
              {{StoreManifest.Both("app", indent: 6)}}
              ---
              apiVersion: external-secrets.io/v1
              kind: ExternalSecret
              metadata: { name: db, namespace: app }
              spec:
                refreshInterval: 1h
                secretStoreRef: { name: aws }
                dataFrom: [ { extract: { key: app-db } } ]
              ---
              apiVersion: v1
              kind: Pod
              metadata: { name: web, namespace: app }
              spec:
                containers: [ { name: web, image: busybox, command: [sleep, "3600"] } ]
          - expectSecret: { name: db, namespace: app, data: { password: hunter-one } }
          - inject: { fault: awsError, with: { code: AccessDeniedException, on: { operation: secretsmanager.*GetSecretValue } } }
          - putSecretValue: { name: app-db, json: { password: hunter-two } }
          - advance: 1h
          - expectSecret: { name: db, namespace: app, data: { password: hunter-two } }
        """;
}
