using Xunit;

namespace Eso.Testing;

/// <summary>
/// A world shared by the tests of a class (<c>IClassFixture&lt;EsoFixture&gt;</c>) or of a collection. Derive from it to
/// change the options. Each test takes a namespace of its own.
/// </summary>
public class EsoFixture : IAsyncLifetime
{
    private EsoWorld? world;
    private int namespaces;

    /// <summary>The world; there once the fixture is initialised.</summary>
    public EsoWorld World => world ?? throw new InvalidOperationException("the world is started by xunit before the first test");

    /// <summary>Starts the world; xunit calls it.</summary>
    public async Task InitializeAsync() => world = await EsoWorld.StartAsync(Configure);

    /// <summary>Ends the world; xunit calls it.</summary>
    public async Task DisposeAsync()
    {
        if (world is not null)
        {
            await world.DisposeAsync();
        }
    }

    /// <summary>Creates a namespace that no other test of this fixture has; its name.</summary>
    public async Task<string> NewNamespaceAsync(string prefix = "test")
    {
        var name = $"{prefix}-{Interlocked.Increment(ref namespaces)}";
        await World.Kubernetes.CreateNamespaceAsync(name);
        return name;
    }

    /// <summary>Changes the world's options.</summary>
    protected virtual void Configure(EsoWorldOptions options)
    {
    }
}
