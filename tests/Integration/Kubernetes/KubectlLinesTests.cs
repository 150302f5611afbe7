using System.Diagnostics;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;
using Eso.Emulator.Kubernetes;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Kubernetes;

/// <summary>Skipped, with the reason, where no kubectl is at hand. KUBECTL names one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute()
    {
        if (KubectlServer.Kubectl is null)
        {
            Skip = "no kubectl in PATH";
        }
    }
}

/// <summary>One server for all of a class's commands.</summary>
public sealed class KubectlServer : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("eso-kubectl-").FullName;
    private KubeServer server = null!;
    private KestrelDoor door = null!;

    internal static string? Kubectl { get; } = Environment.GetEnvironmentVariable("KUBECTL") is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(p => Path.Combine(p, "kubectl")).FirstOrDefault(File.Exists);

    internal KubeServer Server => server;

    public async Task InitializeAsync()
    {
        server = new KubeServer(new KubeServerOptions(), TimeProvider.System, new Entropy(1), new Journal(), new Eso.Emulator.Clock.Activity());
        await server.StartAsync();
        door = await KestrelDoor.StartAsync(server.Pipeline, "127.0.0.1", 0, server.Certificates.Server([]));
        server.Url = door.Url;
        await File.WriteAllTextAsync(Path.Combine(folder, "kubeconfig"), server.Kubeconfig(door.Url));
    }

    public async Task DisposeAsync()
    {
        await door.DisposeAsync();
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Runs a command line; words with blanks are in single quotes. Answers its exit code and all it said.</summary>
    public async Task<(int Code, string Said)> TryAsync(string line, string input = "")
    {
        var start = new ProcessStartInfo(Kubectl!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = Path.Combine(folder, "kubeconfig");
        start.Environment["HOME"] = folder;
        foreach (var part in line.Split('\'').Select((text, i) => (text, quoted: i % 2 == 1)))
        {
            foreach (var word in part.quoted ? [part.text] : part.text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                start.ArgumentList.Add(word);
            }
        }

        using var process = Process.Start(start)!;
        // YAML's flow style would be taken for JSON.
        await process.StandardInput.WriteAsync(input.StartsWith('{') ? "---\n" + input : input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        return (process.ExitCode, await output + await error);
    }

    public async Task<string> RunAsync(string line, string input = "")
    {
        var (code, said) = await TryAsync(line, input);
        code.Should().Be(0, "kubectl {0} said: {1}", line, said);
        server.LastFailure.Should().BeNull();
        return said;
    }
}

/// <summary>What kubectl sends, a test for each of its ways to ask: see docs/kubernetes-coverage.md.</summary>
public sealed class KubectlLinesTests(KubectlServer kubectl) : IClassFixture<KubectlServer>
{
    private const string Widgets = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.lines.example.com}
        spec:
          group: lines.example.com
          scope: Namespaced
          names: {plural: widgets, kind: Widget, singular: widget}
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
        """;

    private static string Map(string name, string value) =>
        $"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}}}, data: {{a: '{value}'}}}}";

    private static string Deployment(string name) => $$$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{{name}}}}
        spec:
          selector: {matchLabels: {app: {{{name}}}}}
          template:
            metadata: {labels: {app: {{{name}}}}}
            spec: {containers: [{name: c, image: busybox, command: [sh, -c, 'echo hello; sleep 3600']}]}
        """;

    [KubectlFact]
    public async Task Get_shows_tables_and_whole_objects()
    {
        (await kubectl.RunAsync("get namespaces")).Should().Contain("NAME").And.Contain("default").And.Contain("Active");
        (await kubectl.RunAsync("get namespace default -o name")).Trim().Should().Be("namespace/default");
        (await kubectl.RunAsync("get svc kubernetes -o jsonpath={.spec.ports[0].port}")).Should().Be("443");
        (await kubectl.RunAsync("get clusterroles --chunk-size=5 --v=6")).Should().Contain("continue=");
        (await kubectl.TryAsync("get secret nobody")).Said.Should().Contain("secrets \"nobody\" not found");
    }

    [KubectlFact]
    public async Task Create_apply_and_replace_validate_strictly_on_the_server()
    {
        await kubectl.RunAsync("create -f -", Map("strict", "1"));
        var refused = await kubectl.TryAsync("apply -f -", "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, dota: {a: b}}");
        refused.Code.Should().Be(1);
        refused.Said.Should().Contain("unknown field \"dota\"");
        (await kubectl.RunAsync("replace -f -", Map("strict", "2"))).Should().Contain("replaced");
        (await kubectl.TryAsync("apply -f -", $"{{apiVersion: v1, kind: List, items: [{Map("l", "1")}, {{apiVersion: v1, kind: ConfigMap, metadata: {{name: m}}, dota: {{}}}}]}}"))
            .Said.Should().Contain("unknown field \"dota\"", "lists are validated with the Swagger document");
    }

    [KubectlFact]
    public async Task Apply_patches_built_in_and_custom_objects_and_sees_no_change()
    {
        (await kubectl.RunAsync("apply -f -", Deployment("applied"))).Should().Contain("created");
        (await kubectl.RunAsync("apply -f -", Deployment("applied"))).Should().Contain("unchanged");
        await kubectl.RunAsync("apply -f -", Widgets);
        string Widget(int size) => $"{{apiVersion: lines.example.com/v1, kind: Widget, metadata: {{name: w}}, spec: {{size: {size}}}}}";
        (await kubectl.RunAsync("apply -f -", Widget(1))).Should().Contain("created");
        (await kubectl.RunAsync("apply -f -", Widget(2))).Should().Contain("configured");
        (await kubectl.RunAsync("apply view-last-applied widget/w")).Should().Contain("size: 2");
    }

    [KubectlFact]
    public async Task Server_side_apply_takes_over_what_client_side_apply_left()
    {
        await kubectl.RunAsync("apply -f -", Map("ssa", "1"));
        await kubectl.RunAsync("apply --server-side -f -", Map("ssa", "2"));
        (await kubectl.RunAsync("get cm ssa --show-managed-fields -o jsonpath={.metadata.managedFields[*].manager}"))
            .Should().Contain("kubectl").And.NotContain("client-side");
        (await kubectl.TryAsync("apply --server-side --field-manager=other -f -", Map("ssa", "3")))
            .Said.Should().Contain("conflict with \"kubectl\"");
        await kubectl.RunAsync("apply --server-side --force-conflicts --field-manager=other -f -", Map("ssa", "3"));
    }

    [KubectlFact]
    public async Task Typed_creates_go_as_protobuf()
    {
        await kubectl.RunAsync("create namespace lines");
        await kubectl.RunAsync("create secret generic s --from-literal=k=v -n lines");
        await kubectl.RunAsync("create configmap c --from-literal=k=v -n lines");
        await kubectl.RunAsync("create serviceaccount a -n lines");
        await kubectl.RunAsync("create role r --verb=get --resource=secrets -n lines");
        (await kubectl.RunAsync("create token a -n lines")).Split('.').Should().HaveCount(3);
        (await kubectl.RunAsync("get secret s -n lines -o jsonpath={.data.k}")).Should().Be("dg==");
        (await kubectl.RunAsync("auth whoami")).Should().Contain("kubernetes-admin");
        (await kubectl.TryAsync("auth can-i get secrets -n lines --as=system:serviceaccount:lines:a")).Said.Trim().Should().Be("no");
        await kubectl.RunAsync("create rolebinding b --role=r --serviceaccount=lines:a -n lines");
        (await kubectl.RunAsync("auth can-i get secrets -n lines --as=system:serviceaccount:lines:a")).Trim().Should().Be("yes");
        (await kubectl.RunAsync("auth can-i --list -n lines --as=system:serviceaccount:lines:a")).Should().Contain("secrets");
        (await kubectl.RunAsync("delete namespace lines")).Should().Contain("deleted");
    }

    [KubectlFact]
    public async Task Describe_explain_and_api_resources_read_every_document()
    {
        (await kubectl.RunAsync("describe svc kubernetes")).Should().Contain("Port:").And.Contain("Events:");
        (await kubectl.RunAsync("describe node eso-node")).Should().Contain("Capacity:");
        (await kubectl.RunAsync("explain deployment.spec.template.spec.containers")).Should().Contain("image").And.Contain("Name of the image");
        (await kubectl.RunAsync("api-resources --api-group=apps -o name")).Should().Contain("deployments.apps");
        (await kubectl.RunAsync("api-versions")).Should().Contain("apps/v1");
    }

    [KubectlFact]
    public async Task Wait_rollout_logs_and_exec_follow_a_deployment()
    {
        await kubectl.RunAsync("apply -f -", Deployment("rolled"));
        await kubectl.RunAsync("rollout status deployment/rolled --timeout=30s");
        await kubectl.RunAsync("wait --for=condition=Available deployment/rolled --timeout=30s");
        (await kubectl.RunAsync("logs deployment/rolled")).Should().Contain("hello");
        (await kubectl.RunAsync("exec deployment/rolled -- echo there")).Should().Contain("there");
        await kubectl.RunAsync("set image deployment/rolled c=alpine");
        (await kubectl.RunAsync("rollout history deployment/rolled")).Should().Contain("2");
        await kubectl.RunAsync("rollout undo deployment/rolled");
        await kubectl.RunAsync("scale deployment/rolled --replicas=2");
        (await kubectl.RunAsync("get deployment rolled -o jsonpath={.spec.replicas}")).Should().Be("2");
    }

    [KubectlFact]
    public async Task Label_annotate_and_the_patches_change_an_object()
    {
        await kubectl.RunAsync("create -f -", Map("patched", "1"));
        (await kubectl.RunAsync("label cm patched l=1")).Should().Contain("labeled");
        (await kubectl.RunAsync("annotate cm patched n=1")).Should().Contain("annotated");
        await kubectl.RunAsync("patch cm patched -p '{\"data\":{\"b\":\"2\"}}'");
        await kubectl.RunAsync("patch cm patched --type=json -p '[{\"op\":\"remove\",\"path\":\"/data/a\"}]'");
        await kubectl.RunAsync("patch cm patched --type=merge -p '{\"data\":{\"c\":\"3\"}}'");
        (await kubectl.RunAsync("get cm patched -o jsonpath={.data}")).Should().Be("{\"b\":\"2\",\"c\":\"3\"}");
        (await kubectl.TryAsync("patch cm patched -p '{\"metadata\":{\"labels\":\"x\"}}'")).Said.Should().Contain("cannot restore map from string");
    }

    [KubectlFact]
    public async Task Diff_only_looks()
    {
        await kubectl.RunAsync("apply -f -", Map("diffed", "1"));
        (await kubectl.TryAsync("diff -f -", Map("diffed", "1"))).Code.Should().Be(0);
        var (code, said) = await kubectl.TryAsync("diff -f -", Map("diffed", "2"));
        code.Should().Be(1);
        said.Should().Contain("+  a: \"2\"");
        (await kubectl.RunAsync("get cm diffed -o jsonpath={.data.a}")).Should().Be("1");
    }

    [KubectlFact]
    public async Task Delete_waits_until_the_object_is_gone()
    {
        await kubectl.RunAsync("apply -f -", Deployment("gone"));
        (await kubectl.RunAsync("delete deployment gone --cascade=foreground --timeout=30s")).Should().Contain("deleted");
        (await kubectl.RunAsync("get deployment gone --ignore-not-found")).Should().BeEmpty();
    }
}
