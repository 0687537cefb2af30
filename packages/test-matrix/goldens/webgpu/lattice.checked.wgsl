// arrays in arrays of the own element, and reads at any index of what has been written
struct Cell {
  weights: array<vec2f, 3>,
  flags: array<u32, 4>,
  next: i32,
}

struct View {
  offset: u32,
  step: u32,
  length: u32,
  width: u32,
  height: u32,
  depth: u32,
}

struct Launch {
  extent: vec3u,
  zero: u32,
  first: vec3u,
  cells: View,
  chosen: View,
  sums: View,
  @align(16) table: array<i32, 5>,
}

@group(0) @binding(0) var<storage, read> launch: Launch;
@group(0) @binding(1) var<storage, read_write> cells: array<Cell>;
@group(0) @binding(2) var<storage, read> chosen: array<i32>;
@group(0) @binding(3) var<storage, read_write> sums: array<vec3i>;

fn divide(a: i32, b: i32) -> i32 {
  return a / select(b, 1, b == 0 || (a == -2147483648 && b == -1));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = launch.first.x + id.x + id.y * groups.x * 64u;
  if (index >= launch.extent.x) {
    return;
  }
  let choice = select(0, chosen[launch.chosen.offset + index * launch.chosen.step], index < launch.chosen.length);
  let unsigned = u32(choice);
  let inside = unsigned < launch.cells.length;
  let cells_at = launch.cells.offset + unsigned * launch.cells.step;
  var cell = Cell();
  if (inside) {
    cell = cells[cells_at];
  }
  var items = array<array<i32, 3>, 2>();
  let inside1 = index < 3u;
  if (unsigned < 2u && inside1) {
    items[choice][index] = select(0, launch.table[choice], unsigned < 5u);
  }
  var items1 = cell.weights;
  let inside2 = unsigned < 3u;
  let inside3 = index < launch.cells.length;
  let cells_at1 = launch.cells.offset + index * launch.cells.step;
  if (inside3 && inside2) {
    cells[cells_at1].weights[choice].y = select(0.0, cells[cells_at].weights[index].x, inside && inside1) + select(vec2f(), items1[choice], inside2).x;
  }
  var items2 = cell.flags;
  if (inside3) {
    cells[cells_at1].flags[3] = u32(index < 4u && items2[index] != 0u);
  }
  if (inside3) {
    cells[cells_at1].next = select(0, items[1][index], inside1) + 5;
  }
  if (inside3) {
    cells[cells_at1].next = select(0, cells[cells_at].next, inside) * 3;
  }
  if (index < launch.sums.length) {
    sums[launch.sums.offset + index * launch.sums.step] = vec3i(divide(choice, cell.next), cell.next / 2, divide(7, choice));
  }
}
