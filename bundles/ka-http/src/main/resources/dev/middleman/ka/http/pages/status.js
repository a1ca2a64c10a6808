'use strict';

/* Shows status.json: tiles with the latest figures, and two charts. uPlot is the one global that is not of this file. */
(() => {
    const WORDS = {
        peers: 'peers',
        middleMen: 'middle-men',
        lookUps: 'look-ups',
        offers: 'offers',
        racesWon: 'races won',
        refused: 'refusals',
    };
    const CHARTS = [
        { place: 'now', names: ['peers', 'middleMen'] },
        { place: 'since', names: ['lookUps', 'offers', 'racesWon', 'refused'] },
    ];
    const HEIGHT = 250;
    let figures;
    let shown = [];

    const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

    const words = (value) => (value === null ? `under ${figures.few}` : `${value.toLocaleString('en')}+`);

    const clock = (seconds) =>
        new Date(seconds * 1000).toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

    function tiles() {
        const latest = figures.samples.at(-1);
        const list = document.getElementById('tiles');
        list.replaceChildren(
            ...Object.entries(WORDS).map(([name, word]) => {
                const value = latest[figures.names.indexOf(name)];
                const tile = document.createElement('div');
                const term = document.createElement('dt');
                const figure = document.createElement('dd');
                term.textContent = word;
                figure.textContent = words(value);
                figure.className = value === null ? 'few' : '';
                figure.dataset.name = name;
                tile.append(term, figure);
                return tile;
            }),
        );
    }

    /* The server tells no times: the last sample is now, and each one before it a minute earlier. */
    function times() {
        const now = Math.floor(Date.now() / 1000);
        return figures.samples.map((_, i) => now - (figures.samples.length - 1 - i) * figures.everySeconds);
    }

    function series(name, i) {
        const shades = ['--c1', '--c2', '--c3', '--c4'];
        return {
            label: WORDS[name],
            stroke: style(shades[i]),
            width: 2,
            points: { size: 5 },
            value: (_, value, __, index) => (index === null ? '' : words(value)),
        };
    }

    function axis() {
        const grid = { stroke: style('--line'), width: 1 };
        return { stroke: style('--soft'), grid, ticks: grid, font: '12px system-ui, "DejaVu Sans", sans-serif' };
    }

    function options(names, width) {
        return {
            width,
            height: HEIGHT,
            series: [{ label: 'time', value: (_, time) => (time === null ? '' : clock(time)) }, ...names.map(series)],
            axes: [
                { ...axis(), size: 34, space: 70, values: (_, ticks) => ticks.map(clock) },
                { ...axis(), size: 60 },
            ],
            scales: {
                x: { range: (_, low, high) => [Math.min(low, high - 10 * figures.everySeconds), high] },
                y: { range: (_, low, high) => [0, Math.max(20, (high ?? 0) * 1.1)] },
            },
            cursor: { drag: { x: false, y: false } },
        };
    }

    function charts() {
        shown.forEach((chart) => chart.destroy());
        shown = CHARTS.map(({ place, names }) => {
            const element = document.getElementById(place);
            const columns = names.map((name) => figures.samples.map((row) => row[figures.names.indexOf(name)]));
            return new uPlot(options(names, element.clientWidth), [times(), ...columns], element);
        });
    }

    function show() {
        if (figures) {
            tiles();
            charts();
        }
    }

    async function load() {
        const state = document.getElementById('state');
        try {
            const response = await fetch('status.json', { cache: 'no-store' });
            if (!response.ok) {
                throw new Error(`status ${response.status}`);
            }
            figures = await response.json();
            show();
            state.textContent = 'Up. The figures are taken once a minute.';
        } catch {
            state.textContent = 'No answer; trying again in a minute.';
        }
        setTimeout(load, (figures?.everySeconds ?? 60) * 1000);
    }

    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
    let resizing;
    addEventListener('resize', () => {
        clearTimeout(resizing);
        resizing = setTimeout(show, 100);
    });
    void load();
})();
